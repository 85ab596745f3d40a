"""What Qianniu and Wangwang leave behind, beside the copy of the pane: pages, books, archives."""
