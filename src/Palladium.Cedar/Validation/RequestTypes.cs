using Palladium.Cedar.Schema;

namespace Palladium.Cedar.Validation;

/// <summary>One combination of principal type, action and resource type that the schema allows.</summary>
internal sealed record RequestTypes(string Principal, ActionDeclaration Action, string Resource);
