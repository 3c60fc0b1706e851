from django.db import migrations


class Migration(migrations.Migration):
    reason = "The column price_cents has had no reader or writer since 0008, two releases ago."
    ticket = "SHOP-125"

    dependencies = [
        ("catalogue", "0008_forget_price_cents"),
    ]

    operations = [
        # schemaguard: ignore drop-column -- left the models in 0008, and price holds the same amounts since 0006
        migrations.RunSQL(
            "ALTER TABLE catalogue_product DROP COLUMN price_cents",
            reverse_sql=[
                "ALTER TABLE catalogue_product ADD COLUMN price_cents integer NULL",
                # No amount above that came from an integer.
                "UPDATE catalogue_product SET price_cents = ROUND(price * 100) WHERE price <= 21474836.47",
            ],
        ),
    ]
