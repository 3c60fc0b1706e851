"""Rows of the app catalogue."""

from __future__ import annotations

from typing import Any

import factory

from sample_project.catalogue import models
from sample_project.factories.base import ShopFactory, euros

COLOURS = ("red", "navy", "green", "sand")


class BrandFactory(ShopFactory):
    """One of three brands."""

    class Meta:
        model = models.Brand
        django_get_or_create = ("name",)

    name = factory.Iterator(["Nordlicht", "Feldweg", "Hafenkante"])


class CategoryFactory(ShopFactory):
    """A shelf."""

    class Meta:
        model = models.Category

    name = factory.Sequence(lambda n: f"Shelf {n}")
    slug = factory.Sequence(lambda n: f"shelf-{n}")


class TagFactory(ShopFactory):
    """One of three words."""

    class Meta:
        model = models.Tag
        django_get_or_create = ("name",)

    name = factory.Iterator(["new", "organic", "last chance"])


class ProductFactory(ShopFactory):
    """A product with a tag."""

    class Meta:
        model = models.Product
        skip_postgeneration_save = True

    sku = factory.Sequence(lambda n: f"SKU-{n:05d}")
    name = factory.Sequence(lambda n: f"Rain jacket {n}")
    slug = factory.LazyAttribute(lambda product: product.sku.lower())
    brand = factory.SubFactory(BrandFactory)
    description = factory.Faker("sentence")
    price = euros(5, 300)
    gtin = factory.Sequence(lambda n: f"{n:013d}")

    @factory.post_generation
    def tagged(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Give the product a tag."""
        if create:
            self.tags.add(TagFactory())


class DigitalProductFactory(ProductFactory):
    """A download."""

    class Meta:
        model = models.DigitalProduct

    sku = factory.Sequence(lambda n: f"PDF-{n:05d}")
    name = factory.Sequence(lambda n: f"Sewing pattern {n}")
    gtin = ""
    download_url = factory.LazyAttribute(lambda product: f"https://downloads.example.com/{product.sku}.pdf")
    size_bytes = 5_000_000_000


class ProductCategoryFactory(ShopFactory):
    """A product on a shelf."""

    class Meta:
        model = models.ProductCategory

    product = factory.SubFactory(ProductFactory)
    category = factory.SubFactory(CategoryFactory)


class VariantFactory(ShopFactory):
    """A size and colour."""

    class Meta:
        model = models.Variant

    product = factory.SubFactory(ProductFactory)
    label = factory.Sequence(lambda n: f"{COLOURS[n % len(COLOURS)]}, {36 + n}")
    barcode = factory.Sequence(lambda n: f"29{n:011d}")
