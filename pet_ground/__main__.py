"""``python -m pet_ground`` is the same as the command ``pet-ground``."""

from pet_ground.cli.app import main

if __name__ == "__main__":
    main()
