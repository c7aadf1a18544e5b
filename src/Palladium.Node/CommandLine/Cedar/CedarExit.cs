namespace Palladium.Node.CommandLine.Cedar;

/// <summary>The exit codes of Cedar's own tool.</summary>
internal static class CedarExit
{
    public const int Success = 0;

    /// <summary>Something could not be read, linked, translated or evaluated.</summary>
    public const int Failure = 1;

    /// <summary>The request is denied.</summary>
    public const int Deny = 2;

    /// <summary>The policies are not valid.</summary>
    public const int Invalid = 3;
}
