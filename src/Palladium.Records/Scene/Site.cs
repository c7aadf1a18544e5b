namespace Palladium.Records.Scene;

/// <summary>A place of the city that matters: a police station, a hospital, a stadium, a school, a substation.</summary>
/// <param name="Id">Stable identifier within the city, from the map's own: <c>osm/w/123</c>.</param>
/// <param name="Kind"><c>police</c>, <c>hospital</c>, <c>clinic</c>, <c>fire_station</c>, <c>stadium</c>, <c>school</c>, <c>embassy</c>, <c>substation</c>.</param>
/// <param name="Name">As on the map; may be empty.</param>
/// <param name="Place">A point inside or on it.</param>
public sealed record Site(string Id, string Kind, string Name, GeoPoint Place);
