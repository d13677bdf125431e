import sys

# A grammar of web addresses that jsonschema compiles in 5 s when it is imported; no schema here needs it.
sys.modules.setdefault("rfc3987_syntax", None)
