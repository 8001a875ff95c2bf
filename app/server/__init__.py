"""The app's server: what is started, who may come in, and what every answer says to the browser."""
