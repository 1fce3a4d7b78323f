"""Telling a tenant's own server that a note has ended."""

from pipeline.webhooks.posting import NotTaken, WebhookRefused, post
from pipeline.webhooks.registry import Webhooks, delivery_due

__all__ = ["NotTaken", "WebhookRefused", "Webhooks", "delivery_due", "post"]
