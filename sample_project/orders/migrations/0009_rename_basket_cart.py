import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    reason = "The whole company says cart, so the models do. Tables and columns keep their names, nothing runs."
    ticket = "SHOP-190"

    dependencies = [
        ("orders", "0008_merge_0007_order_currency_0007_orderline_discount"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterModelTable(
                    name="basket",
                    table="orders_basket",
                ),
                migrations.AlterModelTable(
                    name="basketitem",
                    table="orders_basketitem",
                ),
                migrations.RenameModel(
                    old_name="Basket",
                    new_name="Cart",
                ),
                migrations.RenameModel(
                    old_name="BasketItem",
                    new_name="CartItem",
                ),
                migrations.RenameField(
                    model_name="cartitem",
                    old_name="basket",
                    new_name="cart",
                ),
                migrations.AlterField(
                    model_name="cartitem",
                    name="cart",
                    field=models.ForeignKey(
                        db_column="basket_id",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="orders.cart",
                    ),
                ),
                migrations.AlterField(
                    model_name="cart",
                    name="customer",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="carts",
                        to="customers.customer",
                    ),
                ),
            ],
        ),
    ]
