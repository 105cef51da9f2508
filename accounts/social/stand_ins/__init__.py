"""Stand-ins for GitHub and Google in the embedded default: small servers that implement their sign-in flows.

They import neither Django nor the portal. `python -m accounts.social.stand_ins.github --port 8101` runs one.
"""
