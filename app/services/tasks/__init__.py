"""What waits for somebody at a member's desk: raised by other capabilities, closed by people or by itself."""
