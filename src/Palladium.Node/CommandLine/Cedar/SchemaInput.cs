using System.CommandLine;
using Palladium.Cedar;

namespace Palladium.Node.CommandLine.Cedar;

/// <summary>The options that name a schema and entities.</summary>
internal sealed class SchemaInput
{
    private readonly Option<string> _format = PolicyInput.Choice("--schema-format", "Format of the schema.", "cedar", "json");
    private readonly Option<string?> _entities = new("--entities") { HelpName = "FILE", Description = "JSON file with the entities." };

    public Option<string?> File { get; } = new("--schema", "-s") { HelpName = "FILE", Description = "File with the schema." };

    public void AddTo(Command command, bool withEntities)
    {
        command.Add(File);
        command.Add(_format);
        if (withEntities)
        {
            command.Add(_entities);
        }
    }

    /// <exception cref="CedarFault">It cannot be read.</exception>
    public CedarSchema? Read(ParseResult parsed) => parsed.GetValue(File) is { } file ? Read(file, parsed.GetValue(_format) == "json") : null;

    /// <exception cref="CedarFault">It cannot be read.</exception>
    public static CedarSchema Read(string? file, bool isJson)
    {
        var text = CedarFile.Read(file, "schema");
        return CedarFault.Unless(isJson
            ? CedarSchema.ParseJson(text, file ?? CedarFile.StandardInput)
            : CedarSchema.Parse(text, file ?? CedarFile.StandardInput));
    }

    public bool HasEntities(ParseResult parsed) => parsed.GetValue(_entities) is not null;

    /// <summary>The entities, with the schema's actions among them; none without the option.</summary>
    /// <exception cref="CedarFault">They cannot be read, or do not fit the schema.</exception>
    public EntityStore ReadEntities(ParseResult parsed, CedarSchema? schema)
    {
        if (parsed.GetValue(_entities) is not { } file)
        {
            return new EntityStore(schema?.ActionEntities ?? []);
        }

        var entities = CedarFault.Unless(CedarJson.ParseEntities(CedarFile.Read(file, "entities"), file, schema));
        return schema is not null && CedarValidator.ValidateEntities(entities.Entities, schema) is { Count: > 0 } complaints
            ? throw new CedarFault([.. complaints.Select(c => new CedarError(file, 0, 0, c))])
            : entities;
    }
}
