"""Believable rows for every model of the shop, for tests and for the command ``seed``."""

from __future__ import annotations

from sample_project.factories.accounts import LoginEventFactory, UserFactory
from sample_project.factories.catalogue import (
    BrandFactory,
    CategoryFactory,
    DigitalProductFactory,
    ProductCategoryFactory,
    ProductFactory,
    TagFactory,
    VariantFactory,
)
from sample_project.factories.customers import (
    AddressFactory,
    BusinessCustomerFactory,
    CustomerFactory,
    CustomerGroupFactory,
)
from sample_project.factories.loyalty import MemberFactory, PointsEntryFactory, TierFactory, VoucherFactory
from sample_project.factories.orders import (
    CartFactory,
    CartItemFactory,
    OrderEventFactory,
    OrderFactory,
    OrderLineFactory,
)
from sample_project.factories.payments import (
    InvoiceFactory,
    PaymentFactory,
    ProviderFactory,
    RefundFactory,
    StoredCardFactory,
)
from sample_project.factories.shipping import (
    CarrierFactory,
    ParcelFactory,
    ShipmentFactory,
    ShipmentLineFactory,
    ShippingMethodFactory,
    StockLevelFactory,
    WarehouseFactory,
)

__all__ = [
    "AddressFactory",
    "BrandFactory",
    "BusinessCustomerFactory",
    "CarrierFactory",
    "CartFactory",
    "CartItemFactory",
    "CategoryFactory",
    "CustomerFactory",
    "CustomerGroupFactory",
    "DigitalProductFactory",
    "InvoiceFactory",
    "LoginEventFactory",
    "MemberFactory",
    "OrderEventFactory",
    "OrderFactory",
    "OrderLineFactory",
    "ParcelFactory",
    "PaymentFactory",
    "PointsEntryFactory",
    "ProductCategoryFactory",
    "ProductFactory",
    "ProviderFactory",
    "RefundFactory",
    "ShipmentFactory",
    "ShipmentLineFactory",
    "ShippingMethodFactory",
    "StockLevelFactory",
    "StoredCardFactory",
    "TagFactory",
    "TierFactory",
    "UserFactory",
    "VariantFactory",
    "VoucherFactory",
    "WarehouseFactory",
]
