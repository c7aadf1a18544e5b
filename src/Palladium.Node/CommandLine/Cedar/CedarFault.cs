using System.Text.Json;
using Palladium.Cedar;

namespace Palladium.Node.CommandLine.Cedar;

/// <summary>Ends a <c>palladium cedar</c> command with <see cref="CedarExit.Failure"/>; caught where the command is wired up.</summary>
/// <param name="errors">What to print.</param>
internal sealed class CedarFault(IReadOnlyList<CedarError> errors) : Exception(errors[0].Message)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public CedarFault(string file, string message)
        : this([new CedarError(file, 0, 0, message)])
    {
    }

    public IReadOnlyList<CedarError> Errors => errors;

    public void Print(TextWriter output, bool asJson)
    {
        foreach (var error in errors)
        {
            output.WriteLine(asJson ? JsonSerializer.Serialize(error, Json) : Line(error));
        }
    }

    public static string Line(CedarError error) => error.Line > 0 ? error.ToString()
        : error.File.Length > 0 ? $"{error.File}: {error.Message}"
        : error.Message;

    /// <exception cref="CedarFault">There is no value.</exception>
    public static T Unless<T>(CedarParse<T> parse)
        where T : class => parse.Value ?? throw new CedarFault(parse.Errors);
}
