"""What stands on the Step page around the stage."""
