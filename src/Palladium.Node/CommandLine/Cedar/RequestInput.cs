using System.CommandLine;
using Palladium.Cedar;

namespace Palladium.Node.CommandLine.Cedar;

/// <summary>The options that name a schema and entities, and say what is asked.</summary>
internal sealed class RequestInput
{
    private readonly Option<string?> _principal = new("--principal", "-l") { HelpName = "UID", Description = "Who asks, like User::\"alice\"." };
    private readonly Option<string?> _action = new("--action", "-a") { HelpName = "UID", Description = "What for, like Action::\"view\"." };
    private readonly Option<string?> _resource = new("--resource", "-r") { HelpName = "UID", Description = "On what, like File::\"plan.txt\"." };
    private readonly Option<string?> _context = new("--context", "-c") { HelpName = "FILE", Description = "JSON file with the context, an object." };
    private readonly Option<string?> _request = new("--request-json") { HelpName = "FILE", Description = "JSON file with the whole request, instead of the four options above." };
    private readonly Option<bool> _validate = new("--request-validation") { Description = "Whether the request must fit the schema, if there is one.", DefaultValueFactory = _ => true };

    public void AddTo(Command command)
    {
        command.Add(_principal);
        command.Add(_action);
        command.Add(_resource);
        command.Add(_context);
        command.Add(_request);
        command.Add(_validate);
    }

    /// <exception cref="CedarFault">It cannot be read, or is not valid.</exception>
    public CedarRequest Read(ParseResult parsed, CedarSchema? schema)
    {
        var request = parsed.GetValue(_request) is { } file ? OfFile(parsed, file, schema) : OfOptions(parsed, schema);
        return schema is not null && parsed.GetValue(_validate) && CedarValidator.ValidateRequest(request, schema) is { Count: > 0 } complaints
            ? throw new CedarFault([.. complaints.Select(c => new CedarError("request", 0, 0, c))])
            : request;
    }

    private CedarRequest OfFile(ParseResult parsed, string file, CedarSchema? schema) =>
        parsed.GetValue(_principal) is null && parsed.GetValue(_action) is null && parsed.GetValue(_resource) is null && parsed.GetValue(_context) is null
            ? CedarFault.Unless(CedarJson.ParseRequest(CedarFile.Read(file, "request"), file, schema))
            : throw new CedarFault("--request-json", "cannot be used together with --principal, --action, --resource or --context");

    private CedarRequest OfOptions(ParseResult parsed, CedarSchema? schema)
    {
        var (principal, action, resource) = (Uid(parsed, _principal), Uid(parsed, _action), Uid(parsed, _resource));
        var context = parsed.GetValue(_context) is { } file
            ? CedarFault.Unless(CedarJson.ParseContext(CedarFile.Read(file, "context"), file, schema, action))
            : CedarRecord.Empty;
        return new CedarRequest(principal, action, resource, context);
    }

    private static EntityUid Uid(ParseResult parsed, Option<string?> option)
    {
        var text = parsed.GetValue(option) ?? throw new CedarFault(option.Name, "--principal, --action and --resource must all be given, or --request-json");
        return EntityUid.TryParse(text, out var uid) ? uid : throw new CedarFault(option.Name, $"expected an entity like User::\"alice\", found {text}");
    }
}
