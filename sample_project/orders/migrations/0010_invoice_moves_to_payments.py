from django.db import migrations


class Migration(migrations.Migration):
    reason = "Invoices belong to the people who look after payments; payments.0004 takes the model over, table and all."
    ticket = "SHOP-216"

    dependencies = [
        ("orders", "0009_rename_basket_cart"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel(
                    name="Invoice",
                ),
            ],
        ),
    ]
