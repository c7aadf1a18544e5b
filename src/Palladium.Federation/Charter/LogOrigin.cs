using Palladium.Records;

namespace Palladium.Federation.Charter;

/// <summary>The origin line of a member's log, which is also the name of its log and cosigning keys.</summary>
public static class LogOrigin
{
    /// <summary><c>montevideo.palladium.invalid/police</c>: <c>.invalid</c> never resolves, so it cannot be taken for an address.</summary>
    public static string Of(string network, MemberId member) => $"{network}.palladium.invalid/{member.Name}";

    /// <summary>The name of a steward's key.</summary>
    internal static string OfSteward(string network, string steward) => $"{network}.palladium.invalid/steward/{steward}";
}
