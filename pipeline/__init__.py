"""soapline: recorded clinical encounters in, evidence-grounded SOAP notes out."""

__version__ = "0.1.0"
