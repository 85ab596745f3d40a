"""One desk a file: what comes in from it, and what goes out to it.

signatures.py   proofs that a delivery comes from whom it says
settings.py     the table of a connector in the configuration
chatwoot.py     webhook, private note, labels, priority, attributes
zendesk.py      event webhook, internal comment, priority, tag
intercom.py     webhook, note, tag
mail.py         alerts by SMTP
webhook.py      any program, by the Standard Webhooks convention, both ways
robots.py       alerts to DingTalk, Feishu, WeCom and Slack groups
"""
