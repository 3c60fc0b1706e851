from django.db import migrations


class Migration(migrations.Migration):
    reason = "The winter campaign is over, its vouchers must not be accepted any longer."
    ticket = "SHOP-333"

    dependencies = [
        ("loyalty", "0007_remove_member_imported_points"),
    ]

    operations = [
        migrations.RunSQL("UPDATE loyalty_voucher SET is_active = false", migrations.RunSQL.noop),
    ]
