using Palladium.Records;

namespace Palladium.Node.Hosting;

/// <summary>Errors as RFC 9457 problem details that name the field and the rule.</summary>
public static class Problems
{
    /// <summary>A refusal as an answer; 400 unless another status says more.</summary>
    public static IResult Of(Refusal refusal, int status = StatusCodes.Status400BadRequest) => Results.Problem(
        detail: refusal.Message,
        statusCode: status,
        extensions: new Dictionary<string, object?> { ["field"] = refusal.Field, ["rule"] = refusal.Rule });

    /// <summary>Several refusals at once, as for a list of which some were not accepted.</summary>
    public static IResult Of(IReadOnlyList<Refusal> refusals, int status = StatusCodes.Status400BadRequest) => Results.Problem(
        detail: refusals.Count == 1 ? refusals[0].Message : $"{refusals.Count} things are wrong.",
        statusCode: status,
        extensions: new Dictionary<string, object?>
        {
            ["field"] = refusals[0].Field,
            ["rule"] = refusals[0].Rule,
            ["errors"] = refusals.Select(refusal => new { refusal.Field, refusal.Rule, refusal.Message }).ToArray(),
        });

    /// <summary>Nothing of that name is here.</summary>
    public static IResult NotFound(string field, string message) =>
        Of(new Refusal(field, "not-found", message), StatusCodes.Status404NotFound);
}
