"""A shop full of believable rows."""

from __future__ import annotations

import factory.random

from sample_project import factories
from sample_project.orders.models import Order, OrderLine


def fill_shop(customers: int = 3, seed: int = 1) -> int:
    """Write at least one row for every model and return how many orders were written.

    Names and amounts follow from ``seed``; times are counted back from now.
    """
    factory.random.reseed_random(seed)
    shelf = factories.CategoryFactory(parent=factories.CategoryFactory())
    factories.DigitalProductFactory()
    previous = factories.BusinessCustomerFactory()
    for _ in range(customers):
        order = factories.OrderFactory(customer__in_a_group=True)
        customer = order.customer
        customer.referred_by = previous
        customer.default_address = order.shipping_address
        customer.save()
        factories.LoginEventFactory(user=customer.user)
        fill_order(order, shelf)
        previous = customer
    return customers


def fill_order(order: Order, shelf: object) -> None:
    """Give an order its lines, payment, shipment and points, and its customer the next cart."""
    line, other = (factories.OrderLineFactory(order=order) for _ in range(2))
    line.product.related.add(other.product)
    factories.ProductCategoryFactory(product=line.product, category=shelf)
    factories.OrderEventFactory(order=order)
    factories.CartItemFactory(cart__customer=order.customer, product=other.product)
    pay(order, line)
    ship(line)
    member = factories.MemberFactory(customer=order.customer)
    factories.PointsEntryFactory(member=member, order=order)
    factories.VoucherFactory(member=member)


def pay(order: Order, line: OrderLine) -> None:
    """Bill the order, capture a payment, and give a part of it back."""
    total = line.unit_price * 2 * line.quantity
    factories.InvoiceFactory(order=order, total=total)
    payment = factories.PaymentFactory(order=order, amount=total)
    factories.RefundFactory(payment=payment)
    factories.StoredCardFactory(customer=order.customer, provider=payment.provider)


def ship(line: OrderLine) -> None:
    """Send the line from a warehouse that has more of it."""
    stock = factories.StockLevelFactory(variant=line.variant)
    shipment = factories.ShipmentFactory(order=line.order, warehouse=stock.warehouse)
    factories.ShipmentLineFactory(shipment=shipment, order_line=line)
    factories.ParcelFactory(shipment=shipment)
