namespace Palladium.Web.Words;

/// <summary>Words of the doctrine and the map as people say them.</summary>
internal static class Kinds
{
    /// <summary>A kind as people write it: <c>fire_station</c> is "fire station", <c>cyber.load</c> is "cyber load".</summary>
    public static string Plain(string kind) => kind.Replace('_', ' ').Replace('.', ' ').Replace('-', ' ');

    /// <summary>A UCUM unit as people write it.</summary>
    public static string Unit(string ucum) => ucum switch
    {
        "Cel" => "°C",
        "[degF]" => "°F",
        "mm" or "m" or "km" or "V" or "A" or "W" or "kW" or "%" or "h" or "min" => ucum,
        "m/s" => "m/s",
        "km/h" => "km/h",
        "By" => "B",
        "By/s" => "B/s",
        "MiBy" => "MiB",
        "1" or "" => "",
        _ when ucum.StartsWith('{') && ucum.EndsWith('}') => ucum[1..^1],
        _ => ucum,
    };

    /// <summary>A value with its unit.</summary>
    public static string Measure(double value, string unit) => $"{Relative.Value(value)} {Unit(unit)}".TrimEnd();

    /// <summary>The kind of an entry as people say it.</summary>
    public static string Entry(string kind) => kind switch
    {
        "node.started" => "Node started",
        "setting.changed" => "Setting changed",
        "charter.signed" => "Charter signed by a steward",
        "charter.adopted" => "Charter adopted",
        "doctrine.adopted" => "Doctrine adopted",
        "doctrine.refused" => "Doctrine refused",
        "segment" => "Readings or positions stored",
        "alert" => "Alert",
        "message.public" => "Message to the public",
        "incident" => "Incident",
        "lead" => "Lead taken or given up",
        "lead.attested" => "Lead found unreachable",
        "release.requested" => "Release requested",
        "release" => "Released to another member",
        "release.denied" => "Release denied",
        "receipt" => "Receipt of a release",
        "lease.closed" => "Live stream ended",
        "access" => "Protected data opened",
        "access.closed" => "Access ended",
        "access.denied" => "Access denied",
        "alert.read" => "Alert read",
        "peer.refused" => "Message of a member refused",
        "fork" => "Fork found",
        "erased" => "Bodies erased",
        "erased.held" => "Copies of others erased",
        "threat" => "Threat level set",
        "force" => "Use of force recorded",
        "access.emergency" => "Opened in an emergency",
        "review" => "Use reviewed",
        "hold" => "Hold on erasing",
        _ => Plain(kind),
    };
}
