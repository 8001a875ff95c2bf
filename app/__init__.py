"""The Streamlit app: the catalog in the browser."""
