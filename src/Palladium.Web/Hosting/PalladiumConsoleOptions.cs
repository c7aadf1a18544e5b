namespace Palladium.Web;

/// <summary>What a host may set of the console.</summary>
public sealed class PalladiumConsoleOptions
{
    /// <summary>
    /// Where the node's HTTP interface is. Null (the default): the first address that the host listens on, plain HTTP first,
    /// with a wildcard replaced by 127.0.0.1.
    /// </summary>
    public Uri? NodeAddress { get; set; }
}
