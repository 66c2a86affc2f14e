"""Every way into the product, tried as everyone: what it must not change is looked at after each step."""
