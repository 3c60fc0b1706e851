from django.db import migrations


class Migration(migrations.Migration):
    reason = "The call centre's new software writes telephone where ours wrote phone; reports need one word."
    ticket = "SHOP-329"

    dependencies = [
        ("orders", "0011_order_placed_at_idx"),
    ]

    operations = [
        migrations.RunSQL(
            "UPDATE orders_order SET channel = 'telephone' WHERE channel = 'phone'",
            reverse_sql="UPDATE orders_order SET channel = 'phone' WHERE channel = 'telephone'",
        ),
    ]
