using System.Collections.Immutable;
using System.Text.Json;
using Palladium.Cedar;
using Palladium.Doctrine.Bundle;
using Palladium.Doctrine.Toml;

namespace Palladium.Doctrine.Proofs;

/// <summary>Reads <c>proofs/*.toml</c>. What a statement says is held against the schema as a policy's condition is.</summary>
public static class ProofFiles
{
    /// <summary>Reads the statements of a doctrine, in the order of files and lines.</summary>
    /// <param name="doctrine">The doctrine.</param>
    /// <param name="problems">Takes whatever is wrong with them.</param>
    public static ImmutableArray<Statement> Read(DoctrineBundle doctrine, ICollection<DoctrineProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(doctrine);
        ArgumentNullException.ThrowIfNull(problems);
        var found = new List<DoctrineProblem>();
        var statements = ImmutableArray.CreateBuilder<Statement>();
        foreach (var (path, text) in doctrine.Files.Where(file => file.Key.StartsWith("proofs/", StringComparison.Ordinal) && file.Key.EndsWith(".toml", StringComparison.Ordinal)))
        {
            var root = TomlTree.Read(path, text, found);
            foreach (var (table, isNever) in root.Tables("never").Select(table => (table, true)).Concat(root.Tables("always").Select(table => (table, false))))
            {
                if (Read(table, isNever, doctrine, found) is not { } statement)
                {
                    continue;
                }

                if (statements.Any(other => other.Id == statement.Id))
                {
                    table.Refuse(table.PlaceOf("id"), "proofs.id", $"There is another statement called '{statement.Id}'.");
                }

                statements.Add(statement);
            }

            root.Finish();
        }

        found.ForEach(problems.Add);
        return [.. statements.OrderBy(statement => statement.File, StringComparer.Ordinal).ThenBy(statement => statement.Line)];
    }

    private static Statement? Read(TomlTable table, bool isNever, DoctrineBundle doctrine, List<DoctrineProblem> problems)
    {
        var (id, words) = (table.Word("id"), table.Text("words"));
        table.Text("when", longest: 10_000);
        var when = CedarText.Of(table, "when");
        table.Finish();
        if (when is null)
        {
            return null;
        }

        // Alone first: as text of a policy, a stray brace would mean something.
        var alone = CedarExpression.Parse(when.Text, table.File);
        problems.AddRange(alone.Errors.Select(error => when.Problem(error, "proofs.cedar")));
        if (!alone.Succeeded || PolicySet.Parse($"permit (principal, action, resource) when {{\n{when.Text}\n}};", table.File) is not { Value: { } set })
        {
            return null;
        }

        var errors = CedarValidator.Validate(set, doctrine.Schema, out var warnings);
        problems.AddRange(errors.Select(error => when.Problem(error, "proofs.validation", linesBefore: 1)));
        if (warnings.Count > 0)
        {
            table.Refuse(table.PlaceOf("when"), "proofs.empty", "This is about no request of the schema: nothing would be proved.");
        }

        using var document = JsonDocument.Parse(alone.Value.ToJson());
        return errors.Count + warnings.Count > 0 ? null : new Statement(id, words, isNever, table.File, table.Place.Line, document.RootElement.Clone());
    }
}
