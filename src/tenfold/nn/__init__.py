"""The network: layers (specifications), Sequential, the bridge to the engine, model files."""
