"""What an uploaded file is, and turning it into 16 kHz speech."""
