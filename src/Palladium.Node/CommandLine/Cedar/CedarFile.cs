namespace Palladium.Node.CommandLine.Cedar;

/// <summary>Reads what a command is given, from a file or from standard input.</summary>
internal static class CedarFile
{
    public const string StandardInput = "<stdin>";

    /// <exception cref="CedarFault">The file cannot be read.</exception>
    public static string Read(string? file, string what)
    {
        try
        {
            return file is null ? Console.In.ReadToEnd() : File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CedarFault(file ?? StandardInput, $"failed to open the {what}: {e.Message}");
        }
    }

    /// <exception cref="CedarFault">The file cannot be written.</exception>
    public static void Write(string file, string text)
    {
        try
        {
            File.WriteAllText(file, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CedarFault(file, $"failed to write: {e.Message}");
        }
    }
}
