namespace Palladium.Records.Scene;

/// <summary>A camera, sensor or feed of a member.</summary>
/// <param name="Id">Name within the member: 1 to 64 of <c>a-z 0-9 - . _ /</c>.</param>
/// <param name="Owner">The member whose it is.</param>
/// <param name="Kind">What it measures, a word of the doctrine: <c>temperature</c>, <c>water-level</c>, <c>cyber.load</c>, <c>camera</c>.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Unit">Unit of its values (UCUM code), empty when it has none.</param>
/// <param name="Site">Where it belongs; one cause of alerts is counted per rule, source and site.</param>
/// <param name="Place">Where it is, when known.</param>
/// <param name="Feed">Live, replay or exercise.</param>
public sealed record Source(
    string Id, MemberId Owner, string Kind, string Name, string Unit, string Site, GeoPoint? Place, Feed Feed);
