"""What a person takes away: the worked solution on paper, as Markdown, the numbers as CSV."""
