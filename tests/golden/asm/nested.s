# rustc 1.95.0 (59807616e 2026-04-14)

nested_read:
	push rbp
	push r15
	push r14
	push r13
	push r12
	push rbx
	sub rsp, 24
	mov ebx, 2
	lea r14, [rsp + 4]
	cmp rsi, 40
	jne .1
	mov r12d, dword ptr [rdi + 24]
	cmp r12d, 1
	ja .1
	cmp dword ptr [rdi + 36], 0
	jne .1
	movzx r15d, byte ptr [rdi + 12]
	cmp r15d, 1
	ja .1
	movzx eax, byte ptr [rdi + 23]
	or ax, word ptr [rdi + 21]
	jne .1
	movzx esi, byte ptr [rdi + 13]
	cmp rsi, 7
	ja .1
	lea ecx, [4*rsi]
	mov eax, dword ptr [rdi + 14]
	movzx edx, word ptr [rdi + 18]
	shl rdx, 32
	or rdx, rax
	movzx eax, byte ptr [rdi + 20]
	shl rax, 48
	or rax, rdx
	mov rdx, rax
	shr rdx, cl
	shr rdx, cl
	test rdx, rdx
	je .2
.1:
.3:
	mov dword ptr [r14], ebx
	mov ecx, dword ptr [rsp + 4]
	cmp ecx, 2
	jne .4
	mov eax, 1
	jmp .5
.4:
	xor edx, dword ptr [rsp + 12]
	xor eax, eax
	test cl, 1
	cmove edx, eax
	xor edx, ebp
.5:
	add rsp, 24
	pop rbx
	pop r12
	pop r13
	pop r14
	pop r15
	pop rbp
	ret
.2:
	mov r13d, dword ptr [rdi]
	mov ebp, dword ptr [rdi + 4]
	mov r8d, dword ptr [rdi + 8]
	movabs rcx, 36170086419038336
	test rax, rcx
	jne .6
.7:
	test r12d, r12d
	je .8
	mov edx, dword ptr [rdi + 28]
	mov ebx, dword ptr [rdi + 32]
	mov eax, 1
.9:
	mov dword ptr [rsp + 4], eax
	xor r13d, r15d
	xor ebp, r8d
	xor ebp, r13d
	lea r14, [rsp + 12]
	jmp .3
.8:
	cmp qword ptr [rdi + 28], 0
	jne .3
	xor eax, eax
	jmp .9
.6:
	lea rax, [rdi + 14]
	mov qword ptr [rsp + 16], rdi
	mov rdi, rax
	mov dword ptr [rsp + 8], r8d
	call qword ptr [rip + tessera::view::is_utf8
	mov r8d, dword ptr [rsp + 8]
	mov rdi, qword ptr [rsp + 16]
	test al, al
	je .1
	jmp .7

nested_write:
	mov eax, 1
	cmp rsi, 40
	jb .1
	push rbp
	push r14
	push rbx
	mov r11, qword ptr [rcx]
	mov r9, qword ptr [rcx + 8]
	mov ebx, dword ptr [rcx + 16]
	mov ebp, dword ptr [rcx + 20]
	movzx r14d, byte ptr [rcx + 24]
	mov r10d, dword ptr [r8]
	mov ecx, dword ptr [r8 + 4]
	mov esi, dword ptr [r8 + 8]
	mov dword ptr [rdi], edx
	mov dword ptr [rdi + 4], ebx
	mov dword ptr [rdi + 8], ebp
	mov byte ptr [rdi + 12], r14b
	mov dword ptr [rdi + 14], 0
	mov dword ptr [rdi + 17], 0
	cmp r9, 7
	ja .2
	test r9, r9
	je .3
	lea rax, [rdi + 14]
	cmp r9, 3
	ja .4
	movzx edx, byte ptr [r11]
	mov byte ptr [rax], dl
	movzx edx, byte ptr [r11 + r9 - 1]
	mov byte ptr [rax + r9 - 1], dl
	mov rdx, r9
	shr rdx
	movzx r8d, byte ptr [r11 + rdx]
	mov byte ptr [rax + rdx], r8b
	jmp .3
.4:
	mov edx, dword ptr [r11]
	mov dword ptr [rax], edx
	mov edx, dword ptr [r11 + r9 - 4]
	mov dword ptr [rax + r9 - 4], edx
.3:
	mov byte ptr [rdi + 13], r9b
	mov word ptr [rdi + 21], 0
	mov byte ptr [rdi + 23], 0
	cmp r10d, 1
	jne .5
	mov byte ptr [rdi + 24], 1
	mov word ptr [rdi + 25], 0
	mov byte ptr [rdi + 27], 0
	mov dword ptr [rdi + 28], ecx
	mov dword ptr [rdi + 32], esi
	jmp .6
.5:
	lea rax, [rdi + 24]
	mov dword ptr [rax + 8], 0
	mov qword ptr [rax], 0
.6:
	mov dword ptr [rdi + 36], 0
	xor eax, eax
.2:
	pop rbx
	pop r14
	pop rbp
.1:
	mov edx, 40
	ret
