"""Admin pages of the app catalogue."""

from __future__ import annotations

from django.contrib import admin
from django.db import models

from sample_project.catalogue.models import Brand, Category, DigitalProduct, Product, ProductCategory, Tag, Variant


class ProductCategoryInline(admin.TabularInline):
    """The shelves a product stands on."""

    model = ProductCategory
    extra = 0
    autocomplete_fields = ("category",)


class VariantInline(admin.TabularInline):
    """The sizes and colours of a product."""

    model = Variant
    extra = 0


@admin.register(Brand)
class BrandAdmin(admin.ModelAdmin):
    """Who makes our products."""

    search_fields = ("name",)


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):
    """The shelves."""

    list_display = ("name", "parent")
    list_select_related = ("parent",)
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("parent",)


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):
    """Words to find products by."""

    search_fields = ("name",)


@admin.register(Product)
class ProductAdmin(admin.ModelAdmin):
    """What we sell."""

    list_display = ("sku", "name", "brand", "price", "is_active")
    list_display_links = ("sku", "name")
    list_filter = ("is_active", "categories", "brand")
    list_select_related = ("brand",)
    search_fields = ("sku", "name", "gtin")
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("brand", "tags", "related")
    inlines = (ProductCategoryInline, VariantInline)


@admin.register(DigitalProduct)
class DigitalProductAdmin(ProductAdmin):
    """What we sell as a download."""

    list_display = ("sku", "name", "licence", "price", "is_active")
    # Django 5 assumes http and warns about it, Django 6 assumes https.
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}


@admin.register(Variant)
class VariantAdmin(admin.ModelAdmin):
    """All variants, for the scanner."""

    list_display = ("product", "label", "barcode")
    list_select_related = ("product",)
    search_fields = ("product__name", "label", "barcode")
    autocomplete_fields = ("product",)
