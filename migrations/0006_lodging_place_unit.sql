-- Who sleeps in a commune tonight is asked by commune: without this the places of the whole province would be read each time.
CREATE INDEX lodging_place_unit ON lodging_place (unit_id);
