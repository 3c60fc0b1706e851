"""Admin pages of the app customers."""

from __future__ import annotations

from django.contrib import admin

from sample_project.customers.models import Address, BusinessCustomer, Customer, CustomerGroup, NewsletterSubscriber


class AddressInline(admin.StackedInline):
    """The addresses on a customer's page."""

    model = Address
    extra = 0


@admin.register(CustomerGroup)
class CustomerGroupAdmin(admin.ModelAdmin):
    """Groups and their discounts."""

    list_display = ("name", "discount_percent")


@admin.register(Customer)
class CustomerAdmin(admin.ModelAdmin):
    """Everybody who buys."""

    list_display: tuple[str, ...] = ("number", "first_name", "last_name", "email", "created_at")
    list_display_links: tuple[str, ...] = ("number", "last_name")
    list_filter = ("groups",)
    search_fields = ("number", "first_name", "last_name", "email")
    autocomplete_fields = ("user", "referred_by")
    raw_id_fields = ("default_address",)
    filter_horizontal = ("groups",)
    inlines = (AddressInline,)


@admin.register(BusinessCustomer)
class BusinessCustomerAdmin(CustomerAdmin):
    """Companies that buy on account."""

    list_display = ("company_name", "vat_number", "credit_limit", "email")
    list_display_links = ("company_name",)
    search_fields = ("company_name", "vat_number", "number", "email")


@admin.register(NewsletterSubscriber)
class NewsletterSubscriberAdmin(CustomerAdmin):
    """Those we may write to."""

    list_display = ("email", "first_name", "last_name", "newsletter_opted_in_at")
    list_display_links = ("email",)


@admin.register(Address)
class AddressAdmin(admin.ModelAdmin):
    """All addresses, for finding double ones."""

    list_display = ("street", "postal_code", "city", "country", "customer")
    list_filter = ("country",)
    list_select_related = ("customer",)
    search_fields = ("street", "postal_code", "city")
    autocomplete_fields = ("customer",)
