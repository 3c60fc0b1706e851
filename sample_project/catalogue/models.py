"""What the shop sells, and on which shelf it stands."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Brand(models.Model):
    """Who makes a product."""

    name = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Category(models.Model):
    """A shelf of the shop. Shelves stand in shelves."""

    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80, unique=True)

    class Meta:
        verbose_name_plural = "categories"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Tag(models.Model):
    """A word by which products are found."""

    name = models.CharField(max_length=40, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """Something we sell."""

    sku = models.CharField("SKU", max_length=32, unique=True)
    name = models.CharField(max_length=160)
    slug = models.SlugField(max_length=160, unique=True)
    brand = models.ForeignKey(Brand, models.PROTECT, null=True, blank=True, related_name="products")
    description = models.TextField(blank=True)
    price = models.DecimalField(
        max_digits=10, decimal_places=2, null=True, blank=True, help_text="Empty: the price is on request."
    )
    gtin = models.CharField("GTIN", max_length=14, blank=True, default="", db_default="")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    categories = models.ManyToManyField(Category, through="ProductCategory", related_name="products")
    tags = models.ManyToManyField(Tag, blank=True, related_name="products")
    related = models.ManyToManyField("self", blank=True)

    class Meta:
        ordering = ["name"]
        indexes = [models.Index(fields=["is_active", "name"], name="product_active_name_idx")]
        constraints = [
            models.CheckConstraint(condition=Q(price__gte=0), name="product_price_not_negative"),
            models.UniqueConstraint(fields=["gtin"], condition=~Q(gtin=""), name="product_gtin_unique"),
        ]

    def __str__(self) -> str:
        return self.name


class DigitalProduct(Product):
    """A product that is downloaded, never shipped."""

    download_url = models.URLField()
    size_bytes = models.PositiveBigIntegerField()
    licence = models.CharField(max_length=40, default="personal")


class ProductCategory(models.Model):
    """The place of a product on a shelf."""

    product = models.ForeignKey(Product, models.CASCADE)
    category = models.ForeignKey(Category, models.CASCADE)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "product categories"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["product", "category"], name="product_once_per_category")]

    def __str__(self) -> str:
        return f"{self.product} in {self.category}"


class Variant(models.Model):
    """A size or colour of a product."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="variants")
    label = models.CharField(max_length=40)
    barcode = models.CharField(max_length=32, blank=True)

    class Meta:
        ordering = ["label"]
        constraints = [models.UniqueConstraint(fields=["product", "label"], name="variant_label_per_product")]

    def __str__(self) -> str:
        return f"{self.product} ({self.label})"
