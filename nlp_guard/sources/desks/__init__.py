"""Conversations of support desks: Chatwoot, Freshdesk, Intercom, Salesforce, Zendesk."""
