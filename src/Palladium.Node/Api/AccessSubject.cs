namespace Palladium.Node.Api;

/// <summary>What an access session is about, and what its rows may ask for.</summary>
/// <param name="Name">As it stands in the entry.</param>
/// <param name="Actions">Actions of the doctrine.</param>
internal sealed record AccessSubject(string Name, IReadOnlyList<string> Actions)
{
    /// <summary>The picture and the log, for people and programs of this member.</summary>
    public static readonly AccessSubject Picture = new("picture", ["readSource", "readUnit", "readCamera", "readAlert", "readIncident", "audit"]);

    /// <summary>What this member shows to anybody.</summary>
    public static readonly AccessSubject Public = new("public", ["publishAlert"]);
}
