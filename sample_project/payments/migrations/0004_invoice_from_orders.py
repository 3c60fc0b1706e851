import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    reason = "Takes the model Invoice over from orders. The table exists and keeps its name, so nothing runs."
    ticket = "SHOP-216"

    dependencies = [
        ("orders", "0010_invoice_moves_to_payments"),
        ("payments", "0003_payment_captured_once"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Invoice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=20, unique=True)),
                        ("issued_on", models.DateField()),
                        ("due_on", models.DateField()),
                        ("total", models.DecimalField(decimal_places=2, max_digits=10)),
                        (
                            "order",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="invoice",
                                to="orders.order",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "orders_invoice",
                        "ordering": ["-issued_on", "number"],
                    },
                ),
            ],
        ),
    ]
