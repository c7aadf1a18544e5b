namespace Palladium.Node.CommandLine;

/// <summary>Exit codes of every command.</summary>
public static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The command ran and did not succeed, or what it checked does not hold.</summary>
    public const int Failed = 1;

    /// <summary>The command line or a configuration file is wrong; nothing was done.</summary>
    public const int Usage = 2;

    /// <summary>The command could not do its work on this machine, such as for a full disk; of what it was to check nothing is said.</summary>
    public const int Unable = 3;
}

/// <summary>Ends a command with a message that says what is wrong, where, and what to do about it.</summary>
/// <param name="what">What is wrong and where.</param>
/// <param name="advice">What to do; empty when the message says it.</param>
/// <param name="exitCode">See <see cref="ExitCodes"/>.</param>
public sealed class CommandFailedException(string what, string advice = "", int exitCode = ExitCodes.Failed) : Exception(what)
{
    /// <summary>What to do.</summary>
    public string Advice { get; } = advice;

    /// <summary>Exit code of the process.</summary>
    public int ExitCode { get; } = exitCode;
}
