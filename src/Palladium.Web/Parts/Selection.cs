namespace Palladium.Web.Parts;

/// <summary>What was chosen on the map.</summary>
/// <param name="Kind"><c>site</c>, <c>camera</c>, <c>sensor</c>, <c>unit</c> or <c>alert</c>.</param>
/// <param name="Key">Its id, with <c>owner/</c> in front where it has an owner.</param>
/// <param name="Name">Its name.</param>
/// <param name="What">Its own kind: <c>hospital</c>, <c>patrol</c>.</param>
/// <param name="Owner">The member's id; empty for a site.</param>
/// <param name="Id">The id within its owner.</param>
public sealed record Selection(string Kind, string Key, string Name, string What, string Owner, string Id);
