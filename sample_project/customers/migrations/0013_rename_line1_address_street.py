from django.db import migrations, models


class Migration(migrations.Migration):
    reason = "The model says street; the column stays line1, so code of both releases runs during a deploy."
    ticket = "SHOP-371"

    dependencies = [
        ("customers", "0012_customer_default_address"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameField(
                    model_name="address",
                    old_name="line1",
                    new_name="street",
                ),
                migrations.AlterField(
                    model_name="address",
                    name="street",
                    field=models.CharField(db_column="line1", max_length=120),
                ),
            ],
        ),
    ]
