"""What the cases of these tests say."""

NEED = "Young people leave care without anybody to ask."
