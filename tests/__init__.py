import sys

# A grammar of web addresses: jsonschema compiles it at its import, in 5 s, and no schema needs it.
sys.modules.setdefault("rfc3987_syntax", None)
