"""What a note costs each part of the service, and how many of each part so many notes need."""
