using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;

namespace Palladium.Tests.Architecture;

/// <summary>
/// Looks through compiled code for every use of the method that opens a sealed value: calls, delegates over it, its name
/// as text (reflection) and accessors that go round visibility.
/// </summary>
internal static class UnsealScan
{
    private const string Method = "Unseal";
    private const string Field = "_value";
    private const string SealedType = "Sealed`1";

    private static readonly Dictionary<ushort, OpCode> OpCodeByValue = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (ushort)code.Value);

    /// <summary>Full names of the types whose code uses it. A compiler's own nested types count as the type around them.</summary>
    public static IReadOnlyCollection<string> UsersIn(Stream assembly)
    {
        using var pe = new PEReader(assembly, PEStreamOptions.LeaveOpen);
        var metadata = pe.GetMetadataReader();
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var handle in metadata.MethodDefinitions)
        {
            var method = metadata.GetMethodDefinition(handle);
            var owner = Outermost(metadata, method.GetDeclaringType());
            if (HasAccessor(metadata, method.GetCustomAttributes()))
            {
                found.Add(owner);
            }

            if (method.RelativeVirtualAddress != 0
                && Uses(metadata, pe.GetMethodBody(method.RelativeVirtualAddress).GetILReader()))
            {
                found.Add(owner);
            }
        }

        return found;
    }

    private static bool Uses(MetadataReader metadata, BlobReader code)
    {
        while (code.RemainingBytes > 0)
        {
            ushort value = code.ReadByte();
            if (value == 0xFE)
            {
                value = (ushort)(0xFE00 | code.ReadByte());
            }

            switch (OpCodeByValue[value].OperandType)
            {
                case OperandType.InlineNone:
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    code.Offset += 1;
                    break;
                case OperandType.InlineVar:
                    code.Offset += 2;
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    code.Offset += 8;
                    break;
                case OperandType.InlineSwitch:
                    var targets = code.ReadInt32();
                    code.Offset += 4 * targets;
                    break;
                case OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineTok:
                    if (IsOpening(metadata, MetadataTokens.EntityHandle(code.ReadInt32())))
                    {
                        return true;
                    }

                    break;
                case OperandType.InlineString:
                    if (metadata.GetUserString(MetadataTokens.UserStringHandle(code.ReadInt32() & 0xFF_FFFF)) == Method)
                    {
                        return true;
                    }

                    break;
                default:
                    code.Offset += 4;
                    break;
            }
        }

        return false;
    }

    private static bool IsOpening(MetadataReader metadata, EntityHandle token)
    {
        switch (token.Kind)
        {
            case HandleKind.MemberReference:
                var member = metadata.GetMemberReference((MemberReferenceHandle)token);
                return metadata.GetString(member.Name) is Method or Field && NameOf(metadata, member.Parent) == SealedType;
            case HandleKind.MethodDefinition:
                var method = metadata.GetMethodDefinition((MethodDefinitionHandle)token);
                return metadata.GetString(method.Name) == Method && NameOf(metadata, method.GetDeclaringType()) == SealedType;
            case HandleKind.MethodSpecification:
                return IsOpening(metadata, metadata.GetMethodSpecification((MethodSpecificationHandle)token).Method);
            default:
                return false;
        }
    }

    private static bool HasAccessor(MetadataReader metadata, CustomAttributeHandleCollection attributes) =>
        attributes.Select(metadata.GetCustomAttribute).Any(attribute =>
            attribute.Constructor.Kind == HandleKind.MemberReference
            && NameOf(metadata, metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent) == nameof(UnsafeAccessorAttribute));

    private static string NameOf(MetadataReader metadata, EntityHandle type)
    {
        switch (type.Kind)
        {
            case HandleKind.TypeReference:
                return metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)type).Name);
            case HandleKind.TypeDefinition:
                return metadata.GetString(metadata.GetTypeDefinition((TypeDefinitionHandle)type).Name);
            case HandleKind.TypeSpecification:
                var signature = metadata.GetBlobReader(metadata.GetTypeSpecification((TypeSpecificationHandle)type).Signature);
                if (signature.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
                {
                    return "";
                }

                signature.ReadCompressedInteger(); // class or value type
                return NameOf(metadata, signature.ReadTypeHandle());
            default:
                return "";
        }
    }

    private static string Outermost(MetadataReader metadata, TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        while (!type.GetDeclaringType().IsNil)
        {
            type = metadata.GetTypeDefinition(type.GetDeclaringType());
        }

        return $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
    }
}
