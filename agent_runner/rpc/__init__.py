"""The bridge's wing: JSON-RPC 2.0 over lines of JSON. It knows nothing of studying."""
