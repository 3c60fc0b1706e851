from django.db import migrations


class Migration(migrations.Migration):
    reason = "From this release no code knows price_cents. The column stays until every server runs it."
    ticket = "SHOP-125"

    dependencies = [
        ("catalogue", "0007_product_price_not_negative"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField(
                    model_name="product",
                    name="price_cents",
                ),
            ],
        ),
    ]
