"""Puts any JSON-RPC 2.0 server on stdin and stdout to the test, whatever it is written in.

    python -m agent_runner.conformance -- node my-server.js

Needs nothing of the server: most is asked by a method that no server has, which each must answer.
The rest of this project is not used here, and this package by nobody else.
"""
