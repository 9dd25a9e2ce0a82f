using System.Reflection;
using System.Reflection.Emit;

namespace BotPerf.Tests.Architecture;

/// <summary>What a type uses: its bases, its members, and every type and member that its code names.</summary>
internal static class UsedTypes
{
    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    /// <summary>Types by definition: <c>List&lt;BotId&gt;</c> counts as <c>List&lt;&gt;</c> and <c>BotId</c>.</summary>
    public static HashSet<Type> Of(Type type)
    {
        var used = new HashSet<Type>();
        AddDeclaration(type, used);
        foreach (var field in type.GetFields(All))
        {
            Add(field.FieldType, used);
            AddAttributes(field, used);
        }

        foreach (var property in type.GetProperties(All))
            AddAttributes(property, used);
        foreach (var method in type.GetMembers(All).OfType<MethodBase>())
            AddMethod(method, used);
        return used;
    }

    private static void AddDeclaration(Type type, HashSet<Type> used)
    {
        Add(type.BaseType, used);
        foreach (var contract in type.GetInterfaces())
            Add(contract, used);
        AddAttributes(type, used);
    }

    private static void AddAttributes(MemberInfo member, HashSet<Type> used)
    {
        foreach (var attribute in member.GetCustomAttributesData())
        {
            Add(attribute.AttributeType, used);
            foreach (var argument in attribute.ConstructorArguments)
                Add(argument.Value as Type, used);
        }
    }

    private static void AddMethod(MethodBase method, HashSet<Type> used)
    {
        Add((method as MethodInfo)?.ReturnType, used);
        foreach (var parameter in method.GetParameters())
            Add(parameter.ParameterType, used);
        AddAttributes(method, used);

        if (method.GetMethodBody() is not { } body)
            return;
        foreach (var local in body.LocalVariables)
            Add(local.LocalType, used);
        foreach (var token in Tokens(body.GetILAsByteArray()!))
            AddNamed(method, token, used);
    }

    private static void AddNamed(MethodBase method, int token, HashSet<Type> used)
    {
        var typeArguments = method.DeclaringType is { IsGenericType: true } owner ? owner.GetGenericArguments() : null;
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        var member = method.Module.ResolveMember(token, typeArguments, methodArguments);
        switch (member)
        {
            case Type type:
                Add(type, used);
                break;
            case FieldInfo field:
                Add(field.DeclaringType, used);
                Add(field.FieldType, used);
                break;
            case MethodBase called:
                Add(called.DeclaringType, used);
                Add((called as MethodInfo)?.ReturnType, used);
                foreach (var argument in called.IsGenericMethod ? called.GetGenericArguments() : [])
                    Add(argument, used);
                break;
        }
    }

    private static void Add(Type? type, HashSet<Type> used)
    {
        if (type is null || type.IsGenericParameter)
            return;

        if (type.HasElementType)
        {
            Add(type.GetElementType(), used);
            return;
        }

        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        var isNew = used.Add(definition);
        if (!isNew && definition == type)
            return;
        foreach (var argument in type.IsConstructedGenericType ? type.GetGenericArguments() : [])
            Add(argument, used);
    }

    /// <summary>The metadata tokens in a method's code: whatever it calls, reads, makes or casts to.</summary>
    private static IEnumerable<int> Tokens(byte[] il)
    {
        for (var at = 0; at < il.Length;)
        {
            var value = il[at] == 0xFE ? (short)(0xFE00 | il[at + 1]) : il[at];
            var code = OpCodesByValue[value];
            at += code.Size;
            if (code.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType
                or OperandType.InlineTok)
                yield return BitConverter.ToInt32(il, at);
            at += OperandSize(code.OperandType, il, at);
        }
    }

    private static int OperandSize(OperandType type, byte[] il, int at) => type switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(il, at),
        _ => 4,
    };
}
